package dev.procession.manager;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A default method of an interface of ours that runs in the caller and not in the manager. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Local {}
