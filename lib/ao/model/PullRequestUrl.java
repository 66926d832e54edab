package ao.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pull request named by its address, as the legacy software understands addresses (session-manager sheet, 4.5).
 *
 * @param owner  empty when the address has another form
 * @param number as a double, because that is what the legacy software computes with
 */
public record PullRequestUrl(String owner, String repo, double number, String url) {
    private static final Pattern TRAILING_NUMBER = Pattern.compile("/(\\d+)$");

    /** What the address tells, or nothing when it names no number. */
    public static Optional<PullRequestUrl> parse(String text) {
        return structured(text).or(() -> {
            var m = TRAILING_NUMBER.matcher(text);
            return m.find() ? Optional.of(new PullRequestUrl("", "", Double.parseDouble(m.group(1)), text)) : Optional.empty();
        });
    }

    private static Optional<PullRequestUrl> structured(String text) {
        String[] path;
        try {
            var uri = new URI(text.strip());
            if (uri.getScheme() == null || uri.getRawPath() == null) return Optional.empty();
            path = Arrays.stream(uri.getRawPath().split("/")).filter(s -> !s.isEmpty()).toArray(String[]::new);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        int pull = Arrays.asList(path).indexOf("pull");
        if (pull >= 2 && isNumber(path, pull + 1)) return Optional.of(at(path, pull - 2, pull + 1, text));
        int dash = Arrays.asList(path).indexOf("-");
        if (dash >= 2 && dash + 1 < path.length && path[dash + 1].equals("merge_requests") && isNumber(path, dash + 2)) {
            return Optional.of(at(path, dash - 2, dash + 2, text));
        }
        return Optional.empty();
    }

    private static boolean isNumber(String[] path, int index) {
        return index < path.length && !path[index].isEmpty() && path[index].chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static PullRequestUrl at(String[] path, int owner, int number, String text) {
        return new PullRequestUrl(path[owner], path[owner + 1], Double.parseDouble(path[number]), text);
    }
}
