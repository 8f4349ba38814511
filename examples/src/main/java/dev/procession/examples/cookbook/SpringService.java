package dev.procession.examples.cookbook;

import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.Banner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/** A Spring Boot application that renders reports in worker processes. */
// begin application
@SpringBootApplication(proxyBeanMethods = false)
public class SpringService {

  /** Starts the application. */
  public static void main(String[] arguments) {
    var application = new SpringApplication(SpringService.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.run(arguments);
  }

  /** The pool of the application. Spring closes it when the application ends. */
  @Component
  static class Workers implements AutoCloseable {
    final ProcessPool pool = ProcessPool.open(c -> c.name("reports").workers(2));

    @Override
    public void close() {
      boolean all = pool.close(Duration.ofSeconds(20));
      System.out.println(all ? "all reports are done" : "some reports were stopped");
    }
  }

  /** What the rest of the application uses. */
  @Service
  static class Reports {
    private final ProcessPool pool;

    Reports(Workers workers) {
      pool = workers.pool;
    }

    CompletableFuture<String> render(String month) {
      return pool.submit(
          () -> renderHere(month), options -> options.taskTimeout(Duration.ofSeconds(10)));
    }

    /** Static: a method of the object would send the object along, which cannot be sent. */
    private static String renderHere(String month) {
      return "report of " + month;
    }
  }

  // end application

  @Bean
  CommandLineRunner show(Reports reports) {
    return arguments -> System.out.println(reports.render("March").join());
  }
}
// prints: report of March
// prints: all reports are done
