namespace ClickstreamAnalysis.Kafka.Tests.Owners;

/// <summary>What the instances of an application said about its partitions over time, and how long it was wrong. Thread-safe.</summary>
internal sealed class Timeline(int partitions)
{
    private readonly Lock _lock = new();
    private readonly List<(string Instance, Knowledge Knowledge)> _reports = [];

    public void Add(string instance, Knowledge knowledge)
    {
        lock (_lock)
        {
            _reports.Add((instance, knowledge));
        }
    }

    /// <summary>The instance was killed: what it said last is not wrong later.</summary>
    public void Remove(string instance) => Add(instance, new Knowledge(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), []));

    /// <summary>Whether these instances last named the same running owner for each partition, and all of these together.</summary>
    public bool AgreeOn(params string[] instances)
    {
        lock (_lock)
        {
            var last = instances.Select(instance => _reports.LastOrDefault(report => report.Instance == instance).Knowledge?.Owners.Select(static owner => owner.TrimStart('=')).ToArray() ?? []).ToArray();
            return last.All(owners => owners.Length == partitions && owners.SequenceEqual(last[0]))
                && last[0].Distinct().Order(StringComparer.Ordinal).SequenceEqual(instances.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>For each change of an owner, and each instance that knew another one: how long it took to name the new one, restoring or running.</summary>
    public IReadOnlyList<(string Instance, int Partition, string Owner, long DelayMs)> Delays()
    {
        lock (_lock)
        {
            var delays = new List<(string, int, string, long)>();
            for (var partition = 0; partition < partitions; partition++)
            {
                Replay(partition, delays);
            }

            return delays;
        }
    }

    private void Replay(int partition, List<(string, int, string, long)> delays)
    {
        var owner = "";
        var since = 0L;
        var named = new Dictionary<string, string>();
        var pending = new HashSet<string>();
        foreach (var (instance, knowledge) in _reports.OrderBy(static report => report.Knowledge.TimeMs))
        {
            if (knowledge.Owners.Count == 0)
            {
                named.Remove(instance);
                pending.Remove(instance);
                continue;
            }

            var text = knowledge.Owners[partition].TrimEnd('*');
            named[instance] = text.TrimStart('=');
            if (text.StartsWith('=') && named[instance] != owner)
            {
                (owner, since) = (named[instance], knowledge.TimeMs);
                pending = [.. named.Where(other => other.Key != instance && other.Value != owner).Select(static other => other.Key)];
            }
            else if (named[instance] == owner && pending.Remove(instance))
            {
                delays.Add((instance, partition, owner, knowledge.TimeMs - since));
            }
            else if (named[instance] != owner && named[instance] != "-" && owner.Length > 0)
            {
                // A wrong name, old or new: it counts until it is right.
                pending.Add(instance);
            }
        }
    }
}
