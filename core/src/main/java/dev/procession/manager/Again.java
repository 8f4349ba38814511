package dev.procession.manager;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that may be called again if the manager has died before its answer came, because then it
 * has not been called: what it takes is taken only when its caller has said that it arrived.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Again {}
