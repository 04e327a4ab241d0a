package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups the commands about credentials. */
@Command(
    name = "credential",
    description =
        "Issue, verify, revoke and present verifiable credentials, and show them to networks.",
    subcommands = {
      CredentialIssueCommand.class,
      CredentialVerifyCommand.class,
      CredentialRevokeCommand.class,
      CredentialPresentCommand.class,
      CredentialSubmitCommand.class,
      CredentialDidCommand.class
    })
public final class CredentialCommand {}
