package ao.check;

import java.time.Duration;

/** How long something has been so, as people say it. */
final class Age {
    private Age() { }

    /** In the largest unit of which there are two or more; in seconds below. */
    static String words(Duration age) {
        if (age.toDays() > 1) return age.toDays() + " days";
        if (age.toHours() > 1) return age.toHours() + " hours";
        return age.toMinutes() > 1 ? age.toMinutes() + " minutes" : age.toSeconds() + " seconds";
    }
}
