package polder.world.simulated;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Draws a fleet: first each device's role, owner and place, then, when everybody's place is known,
 * the details of what is behind its readings. Used once and by one thread.
 */
final class FleetPlan {
  private static final long MILLIS_PER_HOUR = 3_600_000;
  private static final long MILLIS_PER_DAY = 24 * MILLIS_PER_HOUR;
  private static final int MOST_TRIES = 64;
  private static final int ORIGINALS_LOOKED_AT = 6;

  private final FleetOptions options;
  private final Weather weather;
  private final Terrain terrain;
  private final RandomGenerator random;
  private final Map<Role.OwnerKind, Household> open = new EnumMap<>(Role.OwnerKind.class);
  private int owners;
  private int roomDevicesLeft;

  /** An owner with devices still to come; {@code lead} is the owner's first device. */
  private record Household(int owner, int lead, Site home, boolean oneSpot, int free) {
    Household withOneLess() {
      return new Household(owner, lead, home, oneSpot, free - 1);
    }
  }

  private record Draft(Role role, Household household, Site truth, Site claimed) {}

  FleetPlan(FleetOptions options, Weather weather, Terrain terrain) {
    this.options = options;
    this.weather = weather;
    this.terrain = terrain;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
  }

  List<PlannedDevice> devices() {
    List<Draft> drafts = drafts();
    List<Integer> originals = originals(drafts);
    List<PlannedDevice> devices = new ArrayList<>(drafts.size());
    for (int index = 0; index < drafts.size(); index++) {
      Draft draft = drafts.get(index);
      devices.add(
          new PlannedDevice(
              index,
              name(index),
              draft.household().owner(),
              draft.truth(),
              draft.claimed(),
              new Schedule(options.periodMillis(), random.nextLong(options.periodMillis())),
              random.nextLong(50, 201),
              behaviour(draft, drafts, originals)));
    }
    return devices;
  }

  private List<Draft> drafts() {
    Role[] roles = Role.roles(options);
    for (Role role : roles) {
      roomDevicesLeft += role == Role.ROOM ? 1 : 0;
    }
    for (int last = roles.length - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      Role swapped = roles[last];
      roles[last] = roles[other];
      roles[other] = swapped;
    }
    List<Draft> drafts = new ArrayList<>(roles.length);
    for (int index = 0; index < roles.length; index++) {
      drafts.add(draft(index, roles[index]));
    }
    return drafts;
  }

  private Draft draft(int index, Role role) {
    Household current = open.get(role.ownerKind());
    if (current == null || current.free() == 0) {
      current = newHousehold(index, role);
    }
    open.put(role.ownerKind(), current.withOneLess());
    Site place = index == current.lead() ? current.home() : anotherSite(role, current);
    return switch (role) {
      case WRONG_PLACE -> new Draft(role, current, around(place, 80_000, 400_000), place);
      case ROOM -> new Draft(role, current, around(current.home(), 0, 4), place);
      default -> new Draft(role, current, place, place);
    };
  }

  private Household newHousehold(int firstDevice, Role role) {
    int size = role == Role.ROOM ? roomSize() : random.nextInt(1, 4);
    return new Household(owners++, firstDevice, home(), random.nextBoolean(), size);
  }

  /** Three to seven, and never such that a single device is left for the last room. */
  private int roomSize() {
    int size = Math.min(roomDevicesLeft, random.nextInt(3, 7));
    if (roomDevicesLeft - size == 1) {
      size++;
    }
    roomDevicesLeft -= size;
    return size;
  }

  /** Somewhere on the map, mostly where people live. */
  private Site home() {
    Site centre = terrain.site(options.centre());
    double half = options.extentMeters() / 2.0;
    Site site = centre;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      site = terrain.near(centre, random.nextDouble(-half, half), random.nextDouble(-half, half));
      if (random.nextDouble() < 0.08 + 0.92 * weather.urbanity(site)) {
        return site;
      }
    }
    return site;
  }

  /** People's further sensors stand in their quarter; those of a crowded room at one spot. */
  private Site anotherSite(Role role, Household household) {
    if (role == Role.ROOM) {
      return household.oneSpot() ? household.home() : around(household.home(), 1, 8);
    }
    return around(household.home(), 100, 1_500);
  }

  private Site around(Site from, double leastMeters, double mostMeters) {
    double distance = random.nextDouble(leastMeters, mostMeters);
    double direction = random.nextDouble(2 * Math.PI);
    return terrain.near(
        from, distance * StrictMath.sin(direction), distance * StrictMath.cos(direction));
  }

  /** Whom a copy may repeat: honest devices, sound ones where there are any. */
  private static List<Integer> originals(List<Draft> drafts) {
    List<Integer> sound = new ArrayList<>();
    List<Integer> honest = new ArrayList<>();
    for (int index = 0; index < drafts.size(); index++) {
      Role role = drafts.get(index).role();
      if (role.ownerKind() == Role.OwnerKind.HONEST) {
        honest.add(index);
      }
      if (role == Role.SOUND) {
        sound.add(index);
      }
    }
    return sound.isEmpty() ? honest : sound;
  }

  private Behaviour behaviour(Draft draft, List<Draft> drafts, List<Integer> originals) {
    return switch (draft.role()) {
      case COPY -> copy(draft, drafts, originals);
      case INVENTED ->
          new Cheat.Invented(
              random.nextLong(-2_500, 2_501),
              random.nextLong(1_500, 5_001),
              random.nextLong(1_000, 4_001));
      case WRONG_PLACE ->
          new Cheat.WrongPlace(Math.round(draft.truth().distanceMeters(draft.claimed())));
      case ROOM -> new Cheat.ManyInOneRoom(draft.household().lead(), random.nextLong(50, 201));
      default -> new Behaviour.Honest(fault(draft.role()));
    };
  }

  private Fault fault(Role role) {
    return switch (role) {
      case BIAS -> new Fault.Bias(signed(1_500, 4_001));
      case DRIFT -> {
        long cycle = random.nextLong(10, 31) * MILLIS_PER_DAY;
        yield new Fault.Drift(signed(200, 601), cycle, random.nextLong(cycle));
      }
      case STUCK ->
          new Fault.Stuck(
              random.nextLong(8, 25) * MILLIS_PER_HOUR, random.nextLong(2, 7) * MILLIS_PER_HOUR);
      case SPIKES ->
          new Fault.Spikes(random.nextLong(5_000, 30_001), random.nextLong(5_000, 20_001));
      case INDOOR ->
          new Fault.Indoor(random.nextLong(19_500, 23_001), random.nextLong(80_000, 250_001));
      case GAPS ->
          new Fault.Gaps(
              random.nextLong(20_000, 200_001),
              random.nextLong(6, 19) * MILLIS_PER_HOUR,
              random.nextLong(20, 241) * (MILLIS_PER_HOUR / 60));
      default -> new Fault.None();
    };
  }

  /** A copy is less likely to stand out when its original is near: the nearest of a few. */
  private Cheat copy(Draft draft, List<Draft> drafts, List<Integer> originals) {
    int best = originals.get(random.nextInt(originals.size()));
    for (int looked = 1; looked < ORIGINALS_LOOKED_AT; looked++) {
      int other = originals.get(random.nextInt(originals.size()));
      if (draft.claimed().distanceMeters(drafts.get(other).claimed())
          < draft.claimed().distanceMeters(drafts.get(best).claimed())) {
        best = other;
      }
    }
    return new Cheat.Copy(
        best,
        signed(200, 1_501),
        random.nextLong(50, 301),
        random.nextLong(1, 13) * options.periodMillis());
  }

  private long signed(long least, long beyond) {
    long size = random.nextLong(least, beyond);
    return random.nextBoolean() ? size : -size;
  }

  private static String name(int index) {
    String digits = Integer.toString(index);
    return "sim-" + "0".repeat(Math.max(0, 5 - digits.length())) + digits;
  }
}
