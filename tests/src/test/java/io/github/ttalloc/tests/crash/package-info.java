/**
 * Real processes that are really killed.
 */
package io.github.ttalloc.tests.crash;
