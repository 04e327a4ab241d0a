package polder.app.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.protocol.message.Role;

/** Dismisses a member. */
@Command(
    name = "remove",
    description =
        "Dismiss a member: what it asks for the owner's devices from now on is refused. What it did"
            + " before stays done; rotate the keys of devices that it had in its hands.")
final class MemberRemoveCommand implements Action {
  @Parameters(paramLabel = "ACCOUNT", description = "Whom: 0x….")
  private String member = "";

  @Mixin private final OwnerKey owner = new OwnerKey();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    return MemberAddCommand.appoint(output, owner, member, Role.NONE);
  }
}
