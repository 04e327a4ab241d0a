package polder.networks.compute;

import java.util.Optional;
import polder.networks.compute.OrderState.Phase;

/** Whom to ask for a result, and when it is right: in what the proofs differ. */
sealed interface Plan permits Replay, Quorum {
  /** How it goes on once a bid has won. */
  Phase.Working begun(Phase.Working working);

  /** How it goes on after an epoch in which was heard what there was; empty if it is over. */
  Optional<OrderState> next(Phase.Working heard);
}
