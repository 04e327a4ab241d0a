package polder.adapters.runc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A network of the kernel beside the machine's own. A thread that steps into it makes sockets that
 * stay there, whoever uses them afterwards; so the machine needs no address in that network, and
 * nobody in it can reach the machine.
 *
 * @param file by which the kernel names it
 */
record NetworkNamespace(Path file) {
  private static final int READ_CLOSE_ON_EXEC = 0x80000;
  private static final int NETWORKS = 0x4000_0000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LIBRARY.findOrThrow("open"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LIBRARY.findOrThrow("close"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle SETNS =
      LINKER.downcallHandle(
          LIBRARY.findOrThrow("setns"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  /** The one that {@code ip netns} knows by {@code name}. */
  static NetworkNamespace named(String name) {
    return new NetworkNamespace(Path.of("/run/netns", name));
  }

  /** An unconnected stream socket in it. */
  SocketChannel stream() throws IOException {
    return within(SocketChannel::open);
  }

  /** An unconnected datagram socket in it. */
  DatagramChannel datagrams() throws IOException {
    return within(DatagramChannel::open);
  }

  /** A thread of its own, because a thread that has stepped in does not step out again. */
  private <T> T within(Callable<T> task) throws IOException {
    CompletableFuture<T> made = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("network-step")
        .daemon()
        .start(() -> {
          try {
            enter();
            made.complete(task.call());
          } catch (Throwable e) {
            made.completeExceptionally(e);
          }
        });
    try {
      return made.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a socket was made", e);
    } catch (ExecutionException e) {
      throw new IOException("no socket could be made in " + file, e.getCause());
    }
  }

  private void enter() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), READ_CLOSE_ON_EXEC);
      if (descriptor < 0) {
        throw new IOException("the network " + file + " is not there");
      }
      int refused = (int) SETNS.invokeExact(descriptor, NETWORKS);
      int ignored = (int) CLOSE.invokeExact(descriptor);
      if (refused != 0) {
        throw new IOException("the network " + file + " cannot be entered; that needs root");
      }
    }
  }
}
