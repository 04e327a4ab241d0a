/**
 * Computes epochs in this process, over all cores. Receives independent items and a pure step,
 * gives the results in the items' order. Never lets the number of threads show in a result.
 */
@NullMarked
package polder.adapters.engine;

import org.jspecify.annotations.NullMarked;
