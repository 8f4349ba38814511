package dev.procession.internal.shm;

import java.io.Serializable;

/**
 * Where another process finds a segment: what a handle becomes on its way.
 *
 * @param idHigh first half of the segment's id
 * @param idLow second half of the segment's id
 * @param place the path under which the sender's descriptor can be opened
 * @param origin the same of the creator, which may still be there when the sender is gone
 */
public record SegmentAddress(long idHigh, long idLow, String place, String origin)
    implements Serializable {}
