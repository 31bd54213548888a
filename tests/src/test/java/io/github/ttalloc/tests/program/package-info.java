/**
 * The program as a user runs it.
 */
package io.github.ttalloc.tests.program;
