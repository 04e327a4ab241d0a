/** Tests of backtests. */
@NullMarked
package polder.backtest;

import org.jspecify.annotations.NullMarked;
