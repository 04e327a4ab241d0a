package polder.app.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.adapters.mqtt.MqttUsers;

/** Groups the commands about logins over MQTT. */
@Command(
    name = "mqtt-user",
    description =
        "Say who may publish over MQTT. Without any user everybody may: what counts is who signed"
            + " a message.",
    subcommands = {MqttUserCommand.Add.class, MqttUserCommand.Remove.class})
public final class MqttUserCommand {
  /** Adds a user. */
  @Command(
      name = "add",
      description =
          "Add a user, or give one a new password; prints the password, which is kept nowhere."
              + " Takes effect at once, for logins from now on.")
  static final class Add implements Action {
    @Parameters(
        paramLabel = "NAME",
        description = "What to call the user: letters, digits, dots, hyphens, at signs.")
    private String name = "";

    @Mixin private DataOption data = new DataOption();

    @Override
    public ExitCode run(Output output) throws IOException {
      String password;
      try {
        password = new MqttUsers(data.directory().mqttUsers()).add(name);
      } catch (IllegalArgumentException e) {
        return output.fail(
            ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "choose another name");
      }
      output.line("user " + name);
      output.line("password " + password);
      output.document(Map.of("user", name, "password", password));
      return ExitCode.DONE;
    }
  }

  /** Takes a user away. */
  @Command(
      name = "remove",
      description =
          "Take a user away; who is connected stays. When the last is gone nobody can log in:"
              + " delete the file mqtt-users to let everybody in again.")
  static final class Remove implements Action {
    @Parameters(paramLabel = "NAME", description = "Which user.")
    private String name = "";

    @Mixin private DataOption data = new DataOption();

    @Override
    public ExitCode run(Output output) throws IOException {
      if (!new MqttUsers(data.directory().mqttUsers()).remove(name)) {
        return output.fail(
            ExitCode.BAD_INPUT,
            "there is no user " + name,
            "look into " + data.directory().mqttUsers());
      }
      output.line("user " + name + " is gone");
      output.document(Map.of("user", name));
      return ExitCode.DONE;
    }
  }
}
