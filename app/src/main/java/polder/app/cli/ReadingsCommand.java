package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups the commands about the store of readings. */
@Command(
    name = "readings",
    description = "Look after the store of readings that can be asked for.",
    subcommands = {ReadingsRebuildCommand.class})
public final class ReadingsCommand {}
