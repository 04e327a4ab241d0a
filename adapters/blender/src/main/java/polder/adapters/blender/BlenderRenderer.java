package polder.adapters.blender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import polder.networks.compute.job.Work;
import polder.ports.work.RenderException;
import polder.ports.work.RenderException.Kind;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Hash;

/**
 * Blender's Cycles. One Blender stays from tile to tile, and with it the scene while tiles are of
 * the same frame, because starting and opening cost more than many a tile; every frame opens the
 * scene anew, so that nothing depends on what was rendered before.
 */
public final class BlenderRenderer implements Renderer {
  private static final int FACTS = 6;

  /** More than eight bits a channel with alpha can take, with what a PNG has around them. */
  private static final long MOST_PIXEL_BYTES = 5;

  private static final long MOST_EXTRA_BYTES = 1 << 20;

  /** What is open, and how large its frame is. */
  private record Opened(Key key, int width, int height) {}

  private record Key(Path scene, Hash content, int frame, int samples, int seed) {
    boolean isOf(Key other) {
      return scene.equals(other.scene) && content.equals(other.content);
    }

    static Key of(Piece piece) {
      Work.Render work = piece.work();
      return new Key(
          piece.scene(), work.scene(), piece.tile().frame(), work.samples(), work.seed());
    }
  }

  /** A Blender that runs, the folder it lives in, and what it has opened. */
  private static final class Session {
    final Path folder;
    final BlenderProcess process;
    final About about;
    @Nullable Opened opened;

    Session(Path folder, BlenderProcess process, About about) {
      this.folder = folder;
      this.process = process;
      this.about = about;
    }
  }

  private final BlenderSettings settings;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile Watch watch = Watch.NONE;
  private @Nullable Session session;
  private boolean closed;

  /** Blender is started when it is needed. */
  public BlenderRenderer(BlenderSettings settings) {
    this.settings = settings;
  }

  @Override
  public About about() throws RenderException, InterruptedException {
    turn.lockInterruptibly();
    try {
      return session(deadline(), () -> false).about;
    } finally {
      turn.unlock();
    }
  }

  @Override
  public Rendered render(Piece piece, Path target, Watch watching)
      throws RenderException, InterruptedException {
    turn.lockInterruptibly();
    try {
      watch = watching;
      return render(piece, target);
    } catch (RenderException e) {
      if (e.kind() != Kind.SCENE) {
        end();
      }
      throw e;
    } catch (InterruptedException | RuntimeException e) {
      end();
      throw e;
    } finally {
      watch = Watch.NONE;
      turn.unlock();
    }
  }

  private Rendered render(Piece piece, Path target) throws RenderException, InterruptedException {
    long began = System.nanoTime();
    long deadline = deadline();
    if (watch.stops()) {
      throw new RenderException(Kind.STOPPED, "the rendering was told to stop before it began");
    }
    Session in = session(deadline, watch::stops);
    if (!in.about.serves(piece.work().version())) {
      throw new RenderException(
          Kind.MACHINE,
          "the job wants Blender "
              + piece.work().version()
              + ", and this is "
              + in.about.version());
    }
    Opened opened = open(in, piece, deadline);
    Tile.Area area;
    try {
      area = piece.tile().area(piece.work(), opened.width(), opened.height());
    } catch (IllegalArgumentException e) {
      throw new RenderException(Kind.SCENE, e.getMessage() + "; ask for fewer of them", e);
    }
    Path file = in.folder.resolve("tile.png");
    int bottom = opened.height() - area.top() - area.height();
    in.process.send("render", area.left(), bottom, area.width(), area.height(), file);
    in.process.answer("rendered", deadline, watch::stops);
    Hash pixels = take(file, area, target);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    return new Rendered(pixels, area, opened.width(), opened.height(), millis);
  }

  private long deadline() {
    return System.nanoTime() + settings.limits().tile().toNanos();
  }

  private Session session(long deadline, BooleanSupplier stops)
      throws RenderException, InterruptedException {
    if (closed) {
      throw new IllegalStateException("this renderer is closed");
    }
    Session running = session;
    if (running != null && running.process.isAlive()) {
      return running;
    }
    end();
    BlenderProcess process = null;
    Path folder = null;
    try {
      folder = Scratch.in(settings.scratch());
      process = BlenderProcess.start(settings, folder, this::sampled);
      Session started = new Session(folder, process, about(process, deadline, stops));
      session = started;
      return started;
    } catch (IOException e) {
      abandon(process, folder);
      throw e instanceof RenderException known
          ? known
          : new RenderException(
              Kind.MACHINE, "Blender could not be started: " + e.getMessage() + "; look there", e);
    } catch (InterruptedException | RuntimeException e) {
      abandon(process, folder);
      throw e;
    }
  }

  private void sampled(BlenderLog.Samples samples) {
    watch.sampled(samples.done(), samples.of());
  }

  private About about(BlenderProcess process, long deadline, BooleanSupplier stops)
      throws RenderException, InterruptedException {
    List<String> facts = process.answer("ready", deadline, stops);
    if (facts.size() != FACTS) {
      throw new IllegalStateException("Blender's driver said " + facts + " of itself");
    }
    String version = facts.get(0).split(" ", 2)[0];
    SameClass same =
        new SameClass(
            facts.get(0),
            settings.device(),
            facts.get(1),
            facts.get(3),
            facts.get(4),
            facts.get(5));
    return new About(
        version, settings.device(), List.of(facts.get(1).split(", ")), same.toString());
  }

  private Opened open(Session in, Piece piece, long deadline)
      throws RenderException, InterruptedException {
    Key key = Key.of(piece);
    Opened before = in.opened;
    if (before != null && before.key().equals(key)) {
      return before;
    }
    in.opened = null;
    Path scene = in.folder.resolve("scene.blend");
    try {
      // A name of ours, and a folder of ours for what the scene takes to be beside it. A copy: a
      // sandbox shows nothing else, and what could be written to is not the file of others.
      if (before == null || !before.key().isOf(key)) {
        Files.copy(piece.scene(), scene, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new RenderException(
          Kind.MACHINE, "the scene " + piece.scene() + " cannot be read: " + e.getMessage(), e);
    }
    in.process.send("open", scene, key.frame(), key.samples(), key.seed());
    List<String> facts = in.process.answer("opened", deadline, watch::stops);
    if (!facts.get(2).isEmpty()) {
      watch.noted(facts.get(2));
    }
    Opened opened = new Opened(key, Integer.parseInt(facts.get(0)), Integer.parseInt(facts.get(1)));
    in.opened = opened;
    return opened;
  }

  /** Looks at the file as at anything that a stranger's scene had a hand in, then moves it. */
  private static Hash take(Path file, Tile.Area area, Path target) throws RenderException {
    try {
      long most = MOST_PIXEL_BYTES * area.width() * area.height() + MOST_EXTRA_BYTES;
      if (!Files.isRegularFile(file) || Files.size(file) > most) {
        throw new IOException("nothing came out of it, or more than a tile can have");
      }
      Hash pixels = Picture.read(file, area).digest();
      Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
      return pixels;
    } catch (IOException e) {
      throw new RenderException(Kind.CRASHED, "the tile cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public void decode(Path tile, Tile.Area area, Path target) throws RenderException {
    try {
      Files.write(target, Picture.read(tile, area).blob().unsafeArray());
    } catch (IOException e) {
      throw new RenderException(Kind.MACHINE, "the tile cannot be decoded: " + e.getMessage(), e);
    }
  }

  private void end() {
    Session running = session;
    session = null;
    if (running != null) {
      abandon(running.process, running.folder);
    }
  }

  private static void abandon(@Nullable BlenderProcess process, @Nullable Path folder) {
    if (process != null) {
      process.end();
    }
    if (folder != null) {
      Scratch.remove(folder);
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
      end();
    } finally {
      turn.unlock();
    }
  }
}
