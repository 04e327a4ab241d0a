package polder.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import polder.epoch.OutcomeLeaf;
import polder.epoch.StakeLine;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;

/** Explains what an account earned in an epoch by staking, by signing and by bringing headers. */
final class ExplainAccount {
  private ExplainAccount() {}

  /** Prints the lines of {@code account} among those of an epoch's outcome. */
  static ExitCode print(Output output, Account account, long epoch, List<OutcomeLeaf> outcome)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> documents = new ArrayList<>();
    for (int i = 0; i < outcome.size(); i++) {
      if (outcome.get(i) instanceof StakeLine line && line.earner().equals(account)) {
        rows.add(
            List.of(Integer.toString(i), Amounts.format(line.amountNano()) + " tokens", why(line)));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("line", i);
        document.put("amountNano", line.amountNano());
        document.put("why", why(line));
        documents.add(document);
      }
    }
    output.line("account " + account + ", epoch " + epoch);
    if (rows.isEmpty()) {
      output.line("it earned nothing by stake in this epoch; its devices: polder explain DEVICE");
    } else {
      output.line("");
      output.table(List.of("LINE", "EARNED", "WHY"), rows);
    }
    output.document(documents);
    return ExitCode.DONE;
  }

  private static String why(StakeLine stake) {
    return switch (stake) {
      case StakeLine.Signed line -> epochs(line.firstEpoch(), line.lastEpoch()) + signed(line);
      case StakeLine.Delegated line -> "its stake with " + line.validator();
      case StakeLine.Gas line ->
          "gas of the transaction with "
              + epochs(line.firstEpoch(), line.lastEpoch())
              + ", which cost "
              + Amounts.format(line.costNano());
    };
  }

  private static String signed(StakeLine.Signed line) {
    String part =
        Tokens.text(line.weight())
            + " of "
            + Tokens.text(line.totalWeight())
            + " staked, of "
            + Amounts.format(line.poolNano())
            + " tokens";
    if (!line.signed()) {
      return " not signed: " + part + " are not minted";
    }
    return " signed: "
        + part
        + (line.delegatorsNano() + line.commissionNano() == 0
            ? ""
            : "; "
                + Amounts.format(line.delegatorsNano())
                + " go to those who stake with it, "
                + Amounts.format(line.commissionNano())
                + " are its commission");
  }

  private static String epochs(long first, long last) {
    return first == last ? "epoch " + first : "epochs " + first + " to " + last;
  }
}
