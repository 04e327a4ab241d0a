/**
 * What would every device have earned under these rules on this recorded data? Receives manifests
 * and a recorded network, runs the very epoch program that a node runs, and gives tables of
 * rewards, findings and devices with a summary. The same inputs give the same bytes on any number
 * of threads. Never verifies a signature, because recorded devices never signed, and says so.
 */
@NullMarked
package polder.backtest;

import org.jspecify.annotations.NullMarked;
