/**
 * What the demo's producers run: a model of an LLM on a Wormhole, which allocates as a runtime would and reports it.
 */
package io.github.ttalloc.cli.demo;
