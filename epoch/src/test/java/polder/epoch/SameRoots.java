package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TimeZone;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Value;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;

/** A seeded run over some epochs, full of everything, for comparisons of its headers. */
final class SameRoots {
  private static final int DEVICES = 10;
  private static final int EPOCHS = 6;
  private static final int CROWD = 90;

  private SameRoots() {}

  /** Prints how this process is set up, and the hashes of all headers. */
  public static void main(String[] arguments) {
    System.out.println(Locale.getDefault().toLanguageTag());
    System.out.println(TimeZone.getDefault().getID());
    System.out.println(Charset.defaultCharset().name());
    headers(Long.parseLong(arguments[0]), EpochEngine.SEQUENTIAL, 0)
        .forEach(header -> System.out.println(header.toHex()));
  }

  /**
   * The hashes of the headers.
   *
   * @param seed what happens
   * @param arrival in which order it arrives
   */
  static List<Hash> headers(long seed, EpochEngine engine, long arrival) {
    SplittableRandom random = new SplittableRandom(seed);
    Value.Table toys =
        Samples.with(
            Samples.with(EpochWorld.toys(), "pay.probation", "30s"), "pay.forfeit_below", "0.2");
    EpochWorld world =
        new EpochWorld(
            engine,
            EpochWorld.deployment(),
            toys,
            Samples.network("toys-2", "toy", Samples.table("limit", 1_000_000)));
    List<DeviceKey> keys = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      keys.add(Samples.device(seed * 100 + i));
      world.say(
          world.enrol(i / 2, keys.getLast(), Samples.site(1_000_000L * random.nextInt(80), 5)));
    }
    List<Hash> headers = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      speak(random, world, keys);
      Collections.shuffle(world.inbox(), new Random(arrival + epoch));
      headers.add(world.close().header().hash());
    }
    return headers;
  }

  /**
   * The hashes of the headers of epochs with many senders. In the second a third of the devices get
   * other keys and go on with both, and some sign in two places.
   */
  static List<Hash> crowd(EpochEngine engine) {
    EpochWorld world = new EpochWorld(engine, EpochWorld.deployment(), EpochWorld.toys());
    List<DeviceKey> keys = new ArrayList<>();
    List<DeviceKey> others = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      keys.add(Samples.device(1_000 + i));
      others.add(Samples.device(2_000 + i));
      world.say(world.enrol(i / 3, keys.getLast(), Optional.empty()));
    }
    List<Hash> headers = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int i = 0; i < CROWD; i++) {
        DeviceKey key = keys.get(i);
        String group = "g" + i % 7;
        if (epoch == 1 && i % 3 == 0) {
          world.say(world.rotate(i / 3, key.id(), others.get(i), Optional.of(key)));
        }
        for (int message = 0; message < 3; message++) {
          world.say(world.order(key, group, "work", i + message));
          if (epoch > 0 && i % 3 == 0) {
            world.say(world.order(others.get(i), group, "work", i));
          }
        }
        if (epoch == 2 && i % 10 == 1) {
          ToyKind.Order order = new ToyKind.Order(group, "work", 1);
          world.say(EpochWorld.order(key, 1_000, order));
          world.say(EpochWorld.order(key, 1_000, new ToyKind.Order(group, "work", 2)));
        }
      }
      headers.add(world.close().header().hash());
    }
    assertThat(world.device(keys.get(1)).use().status()).isEqualTo(KeyUse.Status.CLONED);
    assertThat(world.device(keys.get(3)).use().key(keys.get(3).id())).isEqualTo(others.get(3).id());
    return headers;
  }

  private static void speak(SplittableRandom random, EpochWorld world, List<DeviceKey> keys) {
    for (DeviceKey key : keys) {
      for (int i = random.nextInt(4); i > 0; i--) {
        ToyKind.Order order = EpochWorld.anyOrder(random);
        DeviceMessage message = world.order(key, order.group(), order.verb(), order.number());
        world.say(message);
        if (random.nextInt(4) == 0) {
          world.say(
              message,
              new DeviceMessage.Draft(
                      message.network(), message.sequence(), message.via(), 60, message.payload())
                  .unsigned(key.id()));
        }
      }
    }
    world.say(world.act(0, new Action.FundPurse(EpochWorld.TOYS, "b", random.nextInt(1, 99_999))));
    int device = random.nextInt(DEVICES);
    world.say(
        world.act(
            device / 2,
            new Action.Transfer(
                EpochWorld.TOYS, keys.get(device).id(), Samples.account(random.nextInt(4)))));
    if (random.nextBoolean()) {
      world.say(world.enrol(device / 2, keys.get(device), Optional.empty()));
    }
    byte[] garbage = new byte[random.nextInt(40)];
    random.nextBytes(garbage);
    world.sayBytes(Bytes.wrap(garbage));
  }
}
