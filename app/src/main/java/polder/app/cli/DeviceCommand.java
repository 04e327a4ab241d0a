package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups the commands about devices. */
@Command(
    name = "device",
    description = "Enrol, list and transfer devices.",
    subcommands = {DeviceEnrollCommand.class, DeviceListCommand.class, DeviceTransferCommand.class})
public final class DeviceCommand {}
