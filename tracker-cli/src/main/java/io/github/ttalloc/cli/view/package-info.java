/**
 * How what was recorded is shown: lines, boxes, JSON.
 */
package io.github.ttalloc.cli.view;
