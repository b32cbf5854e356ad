/** Reasons that are often right, one tap away. */
export function ReasonChips({
  reasons,
  onChoose,
}: {
  reasons: readonly string[];
  onChoose: (reason: string) => void;
}) {
  return (
    <div class="filter">
      {reasons.map((reason) => (
        <button type="button" class="chip" key={reason} onClick={() => onChoose(reason)}>
          {reason}
        </button>
      ))}
    </div>
  );
}
