package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups the commands about devices that need no node on this machine. */
@Command(
    name = "device",
    description = "Enrol and transfer devices; sign a message by hand.",
    subcommands = {DeviceEnrollCommand.class, DeviceTransferCommand.class, DeviceSignCommand.class})
public final class AgentDeviceCommand {}
