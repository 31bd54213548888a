/**
 * The recorder: drains the rings of all producers into the journal, and folds the journal into the ledger.
 */
package io.github.ttalloc.ipc.recorder;
