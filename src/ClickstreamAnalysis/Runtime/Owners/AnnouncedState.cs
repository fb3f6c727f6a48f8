using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Runtime.Owners;

/// <summary>What an instance announces about a task.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnnouncedState>))]
internal enum AnnouncedState
{
    /// <summary>The instance had the task and has closed it.</summary>
    Released,

    /// <summary>The instance has the task and restores its state.</summary>
    Restoring,

    /// <summary>The instance has the task and processes its records.</summary>
    Running,
}
