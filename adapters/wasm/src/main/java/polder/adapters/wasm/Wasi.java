package polder.adapters.wasm;

import com.dylibso.chicory.runtime.Instance;
import java.nio.charset.StandardCharsets;
import java.util.List;
import polder.ports.work.WasmEnd;

/**
 * WASI preview 1 for a program that has three streams, its arguments, a clock and random bytes, and
 * nothing else. The clock begins at 0 and goes on by a nanosecond for each fuel; a program that
 * sleeps sets it forward. Every answer follows from the program and its work.
 */
final class Wasi {
  private static final String OWN_NAME = "program";
  private static final int MOST_VECTORS = 1_024;
  private static final int PIECE = 1 << 16;
  private static final int STREAMS = 3;
  private static final long RIGHT_READ = 1 << 1;
  private static final long RIGHT_WRITE = 1 << 6;
  private static final long RIGHT_POLL = 1 << 27;

  private final List<byte[]> arguments;
  private final RunStreams streams;
  private final SeededBytes random;
  private final Fuel fuel;
  private final WasiPoll poll;
  private final boolean[] closed = new boolean[STREAMS];

  Wasi(List<String> arguments, RunStreams streams, SeededBytes random, Fuel fuel) {
    this.arguments =
        java.util.stream.Stream.concat(java.util.stream.Stream.of(OWN_NAME), arguments.stream())
            .map(argument -> (argument + "\0").getBytes(StandardCharsets.UTF_8))
            .toList();
    this.streams = streams;
    this.random = random;
    this.fuel = fuel;
    this.poll = new WasiPoll(fuel);
  }

  /** Answers a call; of no use only for {@code proc_exit}, which does not return. */
  long call(String name, Instance instance, long[] operands) {
    fuel.charge(instance, Charges.HOST_CALL);
    GuestMemory memory = new GuestMemory(instance.memory());
    try {
      return switch (name) {
        case "proc_exit" -> throw new RunEnd(new WasmEnd.Exited((int) operands[0]));
        case "sched_yield" -> WasiErrno.SUCCESS;
        case "proc_raise" -> WasiErrno.NOT_SUPPORTED;
        case "args_get" -> arguments(memory, instance, at(operands, 0), at(operands, 1));
        case "args_sizes_get" -> argumentSizes(memory, at(operands, 0), at(operands, 1));
        case "environ_get" -> WasiErrno.SUCCESS;
        case "environ_sizes_get" -> {
          memory.writeInt32(at(operands, 0), 0);
          memory.writeInt32(at(operands, 1), 0);
          yield WasiErrno.SUCCESS;
        }
        case "clock_res_get" -> clock(memory, operands[0], at(operands, 1), 1);
        case "clock_time_get" -> clock(memory, operands[0], at(operands, 2), fuel.nanos(instance));
        case "random_get" -> random(memory, instance, at(operands, 0), at(operands, 1));
        case "poll_oneoff" -> poll.poll(memory, instance, operands);
        default -> descriptor(name, memory, instance, operands);
      };
    } catch (GuestMemory.Fault beyond) {
      return WasiErrno.FAULT;
    }
  }

  private static long at(long[] operands, int index) {
    return operands[index] & 0xFFFF_FFFFL;
  }

  private long descriptor(String name, GuestMemory memory, Instance instance, long[] operands)
      throws GuestMemory.Fault {
    long number = at(operands, 0);
    if (number >= STREAMS || closed[(int) number]) {
      return WasiErrno.BAD_DESCRIPTOR;
    }
    int stream = (int) number;
    return switch (name) {
      case "fd_read" -> stream == 0 ? read(memory, instance, operands) : WasiErrno.BAD_DESCRIPTOR;
      case "fd_write" ->
          stream == 0 ? WasiErrno.BAD_DESCRIPTOR : write(stream, memory, instance, operands);
      case "fd_close" -> {
        closed[stream] = true;
        yield WasiErrno.SUCCESS;
      }
      case "fd_fdstat_get" -> {
        long state = at(operands, 1);
        memory.check(state, 24);
        memory.writeInt64(state, 0);
        memory.writeInt64(state + 8, (stream == 0 ? RIGHT_READ : RIGHT_WRITE) | RIGHT_POLL);
        memory.writeInt64(state + 16, 0);
        yield WasiErrno.SUCCESS;
      }
      case "fd_filestat_get" -> {
        memory.write(at(operands, 1), new byte[64], 64);
        yield WasiErrno.SUCCESS;
      }
      case "fd_seek", "fd_tell", "fd_pread", "fd_pwrite" -> WasiErrno.NOT_SEEKABLE;
      case "fd_prestat_get", "fd_prestat_dir_name" -> WasiErrno.BAD_DESCRIPTOR;
      case "fd_readdir" -> WasiErrno.NOT_DIRECTORY;
      case "fd_sync", "fd_datasync", "fd_fdstat_set_flags" -> WasiErrno.SUCCESS;
      case "fd_advise",
          "fd_allocate",
          "fd_fdstat_set_rights",
          "fd_filestat_set_size",
          "fd_filestat_set_times",
          "fd_renumber" ->
          WasiErrno.NOT_SUPPORTED;
      default -> name.startsWith("sock_") ? WasiErrno.NOT_SOCKET : WasiErrno.NOT_DIRECTORY;
    };
  }

  private long argumentSizes(GuestMemory memory, long count, long bytes) throws GuestMemory.Fault {
    memory.writeInt32(count, arguments.size());
    memory.writeInt32(bytes, arguments.stream().mapToLong(argument -> argument.length).sum());
    return WasiErrno.SUCCESS;
  }

  private long arguments(GuestMemory memory, Instance instance, long pointers, long content)
      throws GuestMemory.Fault {
    long pointer = pointers;
    long next = content;
    for (byte[] argument : arguments) {
      fuel.charge(instance, argument.length);
      memory.writeInt32(pointer, next);
      memory.write(next, argument, argument.length);
      pointer += 4;
      next += argument.length;
    }
    return WasiErrno.SUCCESS;
  }

  private static long clock(GuestMemory memory, long clock, long result, long nanos)
      throws GuestMemory.Fault {
    if (!WasiPoll.isClock(clock)) {
      return WasiErrno.INVALID;
    }
    memory.writeInt64(result, nanos);
    return WasiErrno.SUCCESS;
  }

  private long random(GuestMemory memory, Instance instance, long target, long size)
      throws GuestMemory.Fault {
    memory.check(target, size);
    byte[] piece = new byte[(int) Math.min(PIECE, size)];
    for (long done = 0; done < size; done += piece.length) {
      int length = (int) Math.min(piece.length, size - done);
      fuel.charge(instance, (long) Charges.RANDOM_BYTE * length);
      random.fill(piece, length);
      memory.write(target + done, piece, length);
    }
    return WasiErrno.SUCCESS;
  }

  private long read(GuestMemory memory, Instance instance, long[] operands)
      throws GuestMemory.Fault {
    long vectors = at(operands, 1);
    long count = at(operands, 2);
    long total = 0;
    if (count > MOST_VECTORS) {
      return WasiErrno.INVALID;
    }
    checkVectors(memory, vectors, count, at(operands, 3));
    boolean ended = false;
    for (long i = 0; i < count && !ended; i++) {
      long target = memory.int32(vectors + 8 * i);
      long size = memory.int32(vectors + 8 * i + 4);
      memory.check(target, size);
      for (long done = 0; done < size && !ended; ) {
        byte[] piece = new byte[(int) Math.min(PIECE, size - done)];
        int length = streams.read(piece);
        fuel.charge(instance, (long) Charges.INPUT_BYTE * length);
        memory.write(target + done, piece, length);
        done += length;
        total += length;
        ended = length < piece.length;
      }
    }
    memory.writeInt32(at(operands, 3), total);
    return WasiErrno.SUCCESS;
  }

  private long write(int stream, GuestMemory memory, Instance instance, long[] operands)
      throws GuestMemory.Fault {
    long vectors = at(operands, 1);
    long count = at(operands, 2);
    if (count > MOST_VECTORS) {
      return WasiErrno.INVALID;
    }
    checkVectors(memory, vectors, count, at(operands, 3));
    long total = 0;
    for (long i = 0; i < count; i++) {
      long source = memory.int32(vectors + 8 * i);
      long size = memory.int32(vectors + 8 * i + 4);
      for (long done = 0; done < size; ) {
        int length = (int) Math.min(PIECE, size - done);
        fuel.charge(instance, (long) Charges.OUTPUT_BYTE * length);
        byte[] piece = memory.bytes(source + done, length);
        if (stream == 1) {
          streams.write(piece);
        } else {
          streams.writeError(piece);
        }
        done += length;
      }
      total += size;
    }
    memory.writeInt32(at(operands, 3), total);
    return WasiErrno.SUCCESS;
  }

  /** All of it before anything is read or written, so that a fault leaves nothing half done. */
  private static void checkVectors(GuestMemory memory, long vectors, long count, long result)
      throws GuestMemory.Fault {
    memory.check(vectors, 8 * count);
    memory.check(result, 4);
    for (long i = 0; i < count; i++) {
      memory.check(memory.int32(vectors + 8 * i), memory.int32(vectors + 8 * i + 4));
    }
  }
}
