package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups the commands about devices. */
@Command(
    name = "device",
    description =
        "Enrol, offer, list and transfer devices; rotate and revoke their keys; sign a message by"
            + " hand.",
    subcommands = {
      DeviceEnrollCommand.class,
      DeviceEnrollAllCommand.class,
      DeviceOfferCommand.class,
      DeviceListCommand.class,
      DeviceTransferCommand.class,
      DeviceRotateCommand.class,
      DeviceResolveCommand.class,
      DeviceRevokeCommand.class,
      DeviceSignCommand.class
    })
public final class DeviceCommand {}
