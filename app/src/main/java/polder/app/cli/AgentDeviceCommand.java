package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups the commands about devices that need no node on this machine. */
@Command(
    name = "device",
    description =
        "Enrol, offer and transfer devices; rotate and revoke their keys; sign a message by hand.",
    subcommands = {
      DeviceEnrollCommand.class,
      DeviceOfferCommand.class,
      DeviceTransferCommand.class,
      DeviceRotateCommand.class,
      DeviceResolveCommand.class,
      DeviceRevokeCommand.class,
      DeviceSignCommand.class
    })
public final class AgentDeviceCommand {}
