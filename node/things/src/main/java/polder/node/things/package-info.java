/**
 * What readers of the data ask over HTTP: OGC SensorThings API 1.1, to read, exports of many
 * readings as a file, and what an account earned. Receives requests, asks the store of readings,
 * gives what the networks' data policies allow. Never writes, and never asks anything without a
 * bound.
 */
@NullMarked
package polder.node.things;

import org.jspecify.annotations.NullMarked;
