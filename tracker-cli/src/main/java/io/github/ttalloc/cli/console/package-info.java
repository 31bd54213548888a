/**
 * What the program shares with the operating system: standard streams, signals, and failures in one line.
 */
package io.github.ttalloc.cli.console;
