package dev.procession.manager;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a call of a future was made of. It holds the object, and with that the lease, until there is
 * an answer.
 *
 * @param ref the object
 * @param operation what it is to do
 * @param arguments with what
 */
record LaterCall(LinkedRef ref, Operation operation, @Nullable Object[] arguments) {
  /** Finds out what became of a call that was under way when the manager died. */
  CompletableFuture<@Nullable Object> settle(UnsettledException unsettled) {
    ManagerLink link = ref.link();
    return link.root().hasArrived(ref.lease().object(), unsettled.number())
        ? CompletableFuture.completedFuture(unsettled.value())
        : link.callAsync(this);
  }
}
