package polder.backtest;

/** Hears how far a backtest is. Called from one thread at a time. */
public interface BacktestListener {
  /** Hears nothing. */
  BacktestListener NONE =
      new BacktestListener() {
        @Override
        public void read(long observations) {}

        @Override
        public void computed(long epochs, long total) {}
      };

  /** So many observations more are read. */
  void read(long observations);

  /** So many epochs of all are computed. */
  void computed(long epochs, long total);
}
