package dev.procession.internal.shm;

/**
 * Where another process finds a large value.
 *
 * @param id tells it from every other one
 * @param size how many bytes the value has
 * @param place the path under which the sender's file can be opened
 */
public record ParcelAddress(long id, long size, String place) {}
