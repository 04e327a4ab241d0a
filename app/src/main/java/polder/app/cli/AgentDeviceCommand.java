package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups the commands about devices that need no node on this machine. */
@Command(
    name = "device",
    description = "Enrol and transfer devices.",
    subcommands = {DeviceEnrollCommand.class, DeviceTransferCommand.class})
public final class AgentDeviceCommand {}
