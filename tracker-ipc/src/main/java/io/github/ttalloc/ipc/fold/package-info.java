/**
 * The fold of the journal: which processes there are, what each of them holds, and what ended ones left behind. The
 * recorder keeps one; a tool without a recorder makes its own, and both come to the same.
 */
package io.github.ttalloc.ipc.fold;
