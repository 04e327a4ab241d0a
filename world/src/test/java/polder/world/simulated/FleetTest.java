package polder.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import polder.protocol.geo.Place;

class FleetTest {
  private static final FleetOptions OPTIONS =
      FleetOptions.of(500, 3).withCheatsPpm(120_000).withFaultsPpm(180_000);

  private final Fleet fleet = Fleet.plan(OPTIONS);

  @Test
  void sameOptionsGiveTheSameFleet() {
    assertThat(Fleet.plan(OPTIONS).devices()).isEqualTo(fleet.devices());
    Fleet other = Fleet.plan(FleetOptions.of(500, 4).withCheatsPpm(120_000));
    assertThat(other.devices()).isNotEqualTo(fleet.devices());
  }

  @Test
  void sharesOfCheatsAndFaultsAreAsAsked() {
    assertThat(fleet.devices()).hasSize(500);
    assertThat(fleet.devices().stream().filter(PlannedDevice::cheats)).hasSize(60);
    assertThat(fleet.devices().stream().filter(PlannedDevice::faulty)).hasSize(90);
    assertThat(fleet.devices().stream().map(each -> each.behaviour().kind()).distinct())
        .containsExactlyInAnyOrder(
            "honest",
            "bias",
            "drift",
            "stuck",
            "spikes",
            "indoor",
            "gaps",
            "copy",
            "invented",
            "wrong-place",
            "many-in-one-room");
  }

  @Test
  void cheatsAreSpreadOverTheFleetSoThatNamesGiveNothingAway() {
    for (int from = 0; from < 500; from += 100) {
      List<PlannedDevice> stretch = fleet.devices().subList(from, from + 100);
      assertThat(stretch.stream().filter(PlannedDevice::cheats).count()).isBetween(4L, 24L);
    }
  }

  @Test
  void honestOwnersHaveOneToThreeDevicesInTheirQuarterAndTellTheTruth() {
    devicesByOwner().values().stream()
        .filter(devices -> !devices.getFirst().cheats())
        .forEach(devices -> {
          assertThat(devices).hasSizeBetween(1, 3).noneMatch(PlannedDevice::cheats);
          Site first = devices.getFirst().claimed();
          for (PlannedDevice device : devices) {
            assertThat(device.claimed()).isEqualTo(device.truth());
            assertThat(device.claimed().distanceMeters(first)).isLessThan(1_600);
          }
        });
    assertThat(devicesByOwner()).hasSize(fleet.owners());
  }

  @Test
  void crowdedRoomsHaveOneOwnerOneSensorAndOneSpot() {
    Map<Integer, List<PlannedDevice>> rooms = new TreeMap<>(devicesByOwner());
    rooms.values().removeIf(each -> !(each.getFirst().behaviour() instanceof Cheat.ManyInOneRoom));
    assertThat(rooms).isNotEmpty();
    for (List<PlannedDevice> room : rooms.values()) {
      assertThat(room).hasSizeBetween(2, 7);
      for (PlannedDevice device : room) {
        Cheat.ManyInOneRoom behaviour = (Cheat.ManyInOneRoom) device.behaviour();
        assertThat(behaviour.lead()).isEqualTo(room.getFirst().index());
        assertThat(device.claimed().distanceMeters(room.getFirst().claimed())).isLessThan(9);
        assertThat(device.truth().distanceMeters(room.getFirst().truth())).isLessThan(9);
      }
    }
  }

  @Test
  void copiesRepeatHonestDevicesOfOthers() {
    List<PlannedDevice> copies =
        fleet.devices().stream().filter(each -> each.behaviour() instanceof Cheat.Copy).toList();
    assertThat(copies).hasSizeGreaterThan(10);
    for (PlannedDevice device : copies) {
      Cheat.Copy copy = (Cheat.Copy) device.behaviour();
      PlannedDevice original = fleet.devices().get(copy.original());
      assertThat(original.behaviour()).isEqualTo(new Behaviour.Honest(new Fault.None()));
      assertThat(original.owner()).isNotEqualTo(device.owner());
    }
  }

  @Test
  void wrongPlacesAreFarAway() {
    List<PlannedDevice> wrong =
        fleet.devices().stream()
            .filter(each -> each.behaviour() instanceof Cheat.WrongPlace)
            .toList();
    assertThat(wrong).hasSizeGreaterThan(10);
    for (PlannedDevice device : wrong) {
      Cheat.WrongPlace behaviour = (Cheat.WrongPlace) device.behaviour();
      double distance = device.truth().distanceMeters(device.claimed());
      assertThat(distance).isGreaterThan(75_000);
      assertThat(behaviour.distanceMeters()).isEqualTo(Math.round(distance));
    }
  }

  @Test
  void devicesStandOnTheMapAndReportSpreadOverThePeriod() {
    Site centre = new Site(OPTIONS.centre(), 0);
    double corner = OPTIONS.extentMeters() / 2.0 * Math.sqrt(2) + 1_600;
    assertThat(fleet.devices())
        .allMatch(each -> each.claimed().distanceMeters(centre) < corner)
        .allMatch(each -> each.schedule().periodMillis() == OPTIONS.periodMillis());
    assertThat(fleet.devices().stream().map(each -> each.schedule().phaseMillis()).distinct())
        .hasSizeGreaterThan(450);
    assertThat(fleet.devices().stream().map(PlannedDevice::name).distinct()).hasSize(500);
  }

  @Test
  void everyMixOfASmallFleetCanBePlannedAndReports() {
    for (int devices = 1; devices <= 24; devices++) {
      for (int tenths = 0; tenths <= 10; tenths++) {
        FleetOptions options =
            FleetOptions.of(devices, devices)
                .withFaultsPpm((10 - tenths) * 50_000L)
                .withCheatsPpm(tenths * 100_000L);
        Fleet small = Fleet.plan(options);
        long cheats = small.devices().stream().filter(PlannedDevice::cheats).count();
        assertThat(cheats).isEqualTo((devices * tenths + 5) / 10);
        for (PlannedDevice device : small.devices()) {
          long time = device.schedule().next(Series.JULY);
          small
              .series(device.index())
              .reading(time)
              .ifPresent(reading -> assertThat(reading.timeMillis()).isEqualTo(time));
        }
      }
    }
  }

  @Test
  void optionsOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> FleetOptions.of(0, 1)).hasMessageContaining("devices");
    assertThatThrownBy(() -> OPTIONS.withCheatsPpm(1_000_001)).hasMessageContaining("cheatsPpm");
    assertThatThrownBy(() -> OPTIONS.withFaultsPpm(900_000)).hasMessageContaining("faultsPpm");
    assertThatThrownBy(() -> OPTIONS.withMap(new Place(85_000_000, 0), 1_000))
        .hasMessageContaining("latitude");
    assertThatThrownBy(() -> OPTIONS.withPeriodMillis(0)).hasMessageContaining("periodMillis");
  }

  private Map<Integer, List<PlannedDevice>> devicesByOwner() {
    return fleet.devices().stream()
        .collect(Collectors.groupingBy(PlannedDevice::owner, TreeMap::new, Collectors.toList()));
  }
}
