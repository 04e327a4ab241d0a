package polder.world.simulated;

/** What part a device is given before its details are drawn. */
enum Role {
  SOUND(OwnerKind.HONEST),
  BIAS(OwnerKind.HONEST),
  INDOOR(OwnerKind.HONEST),
  STUCK(OwnerKind.HONEST),
  SPIKES(OwnerKind.HONEST),
  DRIFT(OwnerKind.HONEST),
  GAPS(OwnerKind.HONEST),
  COPY(OwnerKind.CHEATING),
  INVENTED(OwnerKind.CHEATING),
  WRONG_PLACE(OwnerKind.CHEATING),
  ROOM(OwnerKind.ROOM);

  /** In the order in which a small fleet gets them. */
  private static final Role[] FAULTS = {BIAS, STUCK, INDOOR, SPIKES, DRIFT, GAPS};

  private static final Role[] SOLO_CHEATS = {COPY, INVENTED, WRONG_PLACE};

  /** A room needs company: below this many cheats there is none. */
  private static final int LEAST_CHEATS_FOR_ROOM = 6;

  /** Who owns devices with this role. */
  enum OwnerKind {
    HONEST,
    CHEATING,
    ROOM
  }

  private final OwnerKind ownerKind;

  Role(OwnerKind ownerKind) {
    this.ownerKind = ownerKind;
  }

  OwnerKind ownerKind() {
    return ownerKind;
  }

  /** The roles of a fleet, as many of each as asked, not yet shuffled. */
  static Role[] roles(FleetOptions options) {
    int devices = options.devices();
    int cheats = share(devices, options.cheatsPpm());
    int faults = Math.min(devices - cheats, share(devices, options.faultsPpm()));
    int room = cheats < LEAST_CHEATS_FOR_ROOM ? 0 : (cheats + 2) / 4;
    Role[] roles = new Role[devices];
    for (int index = 0; index < devices; index++) {
      if (index < room) {
        roles[index] = ROOM;
      } else if (index < cheats) {
        Role cheat = SOLO_CHEATS[(index - room) % SOLO_CHEATS.length];
        // Where nobody is honest there is nobody to copy.
        roles[index] = cheat == COPY && cheats == devices ? INVENTED : cheat;
      } else if (index < cheats + faults) {
        roles[index] = FAULTS[(index - cheats) % FAULTS.length];
      } else {
        roles[index] = SOUND;
      }
    }
    return roles;
  }

  /** The nearest whole number of devices; a half counts up. */
  private static int share(int devices, long ppm) {
    return Math.toIntExact((devices * ppm + 500_000) / 1_000_000);
  }
}
