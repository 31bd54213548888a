/**
 * The commands {@code device}: what the device model knows.
 */
package io.github.ttalloc.cli.device;
