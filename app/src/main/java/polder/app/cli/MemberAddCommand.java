package polder.app.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.protocol.identity.Account;
import polder.protocol.message.Action.Appoint;
import polder.protocol.message.Role;

/** Appoints a member. */
@Command(
    name = "add",
    description =
        "Appoint an account, or give a member another role. A viewer sees what the owner sees; a"
            + " manager also rotates, resolves and revokes the owner's devices and states anew where"
            + " they stand. Neither moves money nor hands a device over.")
final class MemberAddCommand implements Action {
  @Parameters(paramLabel = "ACCOUNT", description = "Whom: 0x….")
  private String member = "";

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "viewer or manager.")
  private String role = "";

  @Mixin private final OwnerKey owner = new OwnerKey();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    return switch (role) {
      case "viewer" -> appoint(output, owner, member, Role.VIEWER);
      case "manager" -> appoint(output, owner, member, Role.MANAGER);
      default ->
          output.fail(
              ExitCode.USAGE, "there is no role " + role, "say --role viewer or --role manager");
    };
  }

  static ExitCode appoint(Output output, OwnerKey owner, String member, Role role)
      throws IOException, InterruptedException {
    Appoint appoint;
    try {
      appoint = new Appoint(Account.parse(member), role);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "check the member's address");
    }
    return owner.send(
        output,
        talk -> appoint,
        appoint.member()
            + (role == Role.NONE
                ? " is no member any more"
                : " is a " + role.code() + " once the epoch that is open now is sealed"));
  }
}
