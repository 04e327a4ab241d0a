package polder.world.recorded;

import java.util.Optional;
import polder.protocol.message.Site;

/**
 * A station as its table describes it.
 *
 * @param name what the observations call it
 * @param owner who owns it: the station's own name where the table does not say
 * @param site where it stands; empty where the table does not say
 * @param heightKnown whether the table says its height; otherwise it counts as 0
 */
record RecordedStation(String name, String owner, Optional<Site> site, boolean heightKnown) {}
