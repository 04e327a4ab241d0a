/** Tests of the page. */
@NullMarked
package polder.backtest.report;

import org.jspecify.annotations.NullMarked;
