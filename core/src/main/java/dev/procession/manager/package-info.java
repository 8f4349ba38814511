/**
 * Objects that live in one process, the manager, and are used by any number of others through
 * proxies: {@link dev.procession.manager.Manager} is the way in.
 *
 * <ul>
 *   <li>{@link dev.procession.manager.ManagedObjects} makes them: containers, values, locks and
 *       their kin, pools, and objects of the program's own types;
 *   <li>{@link dev.procession.manager.ManagerConfig} says where a manager listens, what it allows,
 *       and whether it remembers;
 *   <li>{@link dev.procession.manager.SharedMemoryManager} does the same for named memory.
 * </ul>
 *
 * <p>When a manager dies every call throws {@link dev.procession.manager.ManagerDiedException};
 * when it refuses something, {@link dev.procession.manager.ManagerRefusedException}.
 *
 * <h2>Inside</h2>
 *
 * Of the package-private half {@code Guard} and {@code Line} are what the objects are made of, in
 * the manager; {@code Session} is a client there, and {@code ManagerLink} the manager as its
 * clients have it. {@code CallLayout} is what the two say to each other, {@code Journal} what a
 * manager writes down.
 */
@NullMarked
package dev.procession.manager;

import org.jspecify.annotations.NullMarked;
