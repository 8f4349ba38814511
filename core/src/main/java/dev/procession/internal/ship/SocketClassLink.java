package dev.procession.internal.ship;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.channels.ByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Questions over a blocking channel.
 *
 * <p>Classes are loaded by threads of tasks: these may be interrupted, which would close the
 * channel, or be out of stack, which would leave half a message on it. So one thread that nobody
 * knows does all reading and writing, and those who ask merely wait for it.
 */
public final class SocketClassLink implements ClassLink, Closeable {
  /** A loader that thinks longer than this is taken to be stuck. */
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final ByteChannel channel;
  private final ShipFrames frames;

  /** Questions that nobody has sent yet; guards itself and {@link #broken}. */
  private final Deque<Pending> waiting = new ArrayDeque<>();

  private @Nullable IOException broken;

  /** Takes the channel over. */
  public SocketClassLink(ByteChannel channel) {
    this.channel = channel;
    this.frames = new ShipFrames(channel);
    new Asker().start();
  }

  @Override
  public Answer ask(Question question) throws IOException {
    var pending = new Pending(question);
    synchronized (waiting) {
      if (broken != null) {
        throw new IOException(broken.getMessage(), broken);
      }
      waiting.add(pending);
      waiting.notifyAll();
    }
    return pending.await();
  }

  /** Fails all questions to come. */
  @Override
  public void close() throws IOException {
    end(new IOException("the connection for classes is closed"));
  }

  private void end(IOException why) throws IOException {
    synchronized (waiting) {
      if (broken == null) {
        broken = why;
      }
      for (Pending pending : waiting) {
        pending.fail(broken);
      }
      waiting.clear();
      waiting.notifyAll();
    }
    channel.close();
  }

  /** One question and, in time, its answer. */
  private static final class Pending {
    private final Question question;
    private @Nullable Answer answer;
    private @Nullable IOException failure;

    Pending(Question question) {
      this.question = question;
    }

    synchronized void complete(Answer answer) {
      this.answer = answer;
      notifyAll();
    }

    synchronized void fail(IOException failure) {
      this.failure = failure;
      notifyAll();
    }

    synchronized Answer await() throws IOException {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      boolean interrupted = false;
      try {
        while (answer == null && failure == null) {
          long millis = (deadline - System.nanoTime()) / 1_000_000;
          if (millis <= 0) {
            failure =
                new IOException(
                    "the parent process did not answer: name="
                        + question.name()
                        + ", waitedSeconds="
                        + PATIENCE_NANOS / 1_000_000_000);
            break;
          }
          try {
            wait(millis);
          } catch (InterruptedException e) {
            // Meant for the task, which will see it.
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      if (answer != null) {
        return answer;
      }
      throw new IOException(failure == null ? "no answer" : failure.getMessage(), failure);
    }
  }

  /** Sends questions and receives answers, one at a time. */
  private final class Asker extends Thread {
    Asker() {
      super(null, null, "procession-classes", 0, false);
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        for (Pending pending = next(); pending != null; pending = next()) {
          exchange(pending);
        }
      } catch (IOException alreadyTold) {
        // Closing the channel failed; the descriptor is released in any case.
      }
    }

    private @Nullable Pending next() {
      synchronized (waiting) {
        while (waiting.isEmpty() && broken == null) {
          try {
            waiting.wait();
          } catch (InterruptedException notForUs) {
            // Only someone who interrupts all threads there are.
          }
        }
        return waiting.poll();
      }
    }

    private void exchange(Pending pending) throws IOException {
      try {
        WireOutput out = ShipFrames.begin(256);
        pending.question.write(out);
        frames.send(out);
        WireInput in = frames.receive(ShipFrames.LONGEST_ANSWER);
        if (in == null) {
          throw new IOException("the parent process is gone");
        }
        pending.complete(Answer.read(in));
      } catch (IOException | RuntimeException | Error e) {
        var why =
            new IOException(
                "classes cannot be got from the parent process any more: "
                    + (e instanceof BufferUnderflowException ? "damaged answer" : e.getMessage()),
                e);
        pending.fail(why);
        end(why);
      }
    }
  }
}
