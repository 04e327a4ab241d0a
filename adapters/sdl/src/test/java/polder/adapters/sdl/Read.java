package polder.adapters.sdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Work;
import polder.protocol.Hash;

/** Reads texts in tests, and holds whatever is read to what must be so of everything. */
final class Read {
  private Read() {}

  static Hash blob(String path) {
    return Hash.sha256(path.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static Reading.Understood understood(String text) {
    Reading reading = checked(text);
    if (reading instanceof Reading.Refused refused) {
      throw new AssertionError("refused: " + refused.faults());
    }
    return (Reading.Understood) reading;
  }

  static List<Order> orders(String text) {
    return understood(text).file().orders(Read::blob);
  }

  static Job job(String text) {
    return orders(text).getFirst().job();
  }

  static List<String> faults(String text) {
    Reading reading = checked(text);
    if (reading instanceof Reading.Refused refused) {
      return refused.faults().stream().map(Fault::toString).toList();
    }
    throw new AssertionError("understood: " + reading);
  }

  static List<String> notices(String text) {
    return understood(text).notices().stream().map(Notice::toString).toList();
  }

  /** Reads, and checks what holds for every text. */
  static Reading checked(String text) {
    Reading reading = JobFiles.read(text);
    switch (reading) {
      case Reading.Understood understood -> {
        List<Order> orders = understood.file().orders(Read::blob);
        assertThat(orders).isNotEmpty();
        for (Order order : orders) {
          assertThat(Job.decode(order.job().encode())).isEqualTo(order.job());
        }
      }
      case Reading.Refused refused -> {
        assertThat(refused.faults()).isNotEmpty();
        for (Fault fault : refused.faults()) {
          assertThat(fault.line()).isPositive();
          assertThat(fault.wrong()).isNotBlank();
          assertThat(fault.remedy()).isNotBlank();
        }
      }
    }
    return reading;
  }

  static Service service(Job job, String name) {
    return ((Work.Containers) job.work())
        .services().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  static Need.Unit unit(Job job, String name) {
    return job.need().units().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static Resources each(Job job, String name) {
    return unit(job, name).each();
  }
}
