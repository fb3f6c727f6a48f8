namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>An instance of the application. Lists are empty where another version leaves them out.</summary>
internal sealed record Instance
{
    public required string Id { get; init; }

    public string? Address { get; init; }

    public bool IsThis { get; init; }

    public required string State { get; init; }

    public long Since { get; init; }

    public required MemoryFigures Memory { get; init; }

    public IReadOnlyList<ThreadFigures> Threads { get => field ?? []; init; }

    public IReadOnlyList<TaskFigures> Tasks { get => field ?? []; init; }

    public IReadOnlyList<string> Waits { get => field ?? []; init; }

    public IReadOnlyList<WorkFigures> Work { get => field ?? []; init; }

    public long Recoveries { get; init; }
}
