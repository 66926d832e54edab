package ao.map;

import ao.model.Loss;
import ao.model.Note;

/** What the mappers tell about values that do not arrive as they were. */
public interface Ledger {
    void loss(Loss loss);

    void note(Note note);
}
