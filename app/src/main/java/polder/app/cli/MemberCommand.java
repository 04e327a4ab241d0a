package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups the commands about the people of an organisation. */
@Command(
    name = "member",
    description =
        "Let other accounts see, or also look after, all devices that an account owns, each with a"
            + " key of their own.",
    subcommands = {MemberAddCommand.class, MemberRemoveCommand.class, MemberListCommand.class})
public final class MemberCommand {}
