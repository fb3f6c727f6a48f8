using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

/// <summary>
/// The registry that all tests of this assembly share, started with the first test that uses it: the one at SCHEMA_REGISTRY_URL, else one started from
/// the folder SCHEMA_REGISTRY_HOME. With neither, the tests that use it are skipped and say why.
/// </summary>
internal static class TestRegistry
{
    private static readonly Lock s_lock = new();
    private static LocalRegistry? s_local;
    private static Exception? s_failure;

    /// <summary>The address for clients. Skips the test when there is no registry.</summary>
    public static string Url
    {
        get
        {
            if (Environment.GetEnvironmentVariable("SCHEMA_REGISTRY_URL") is { Length: > 0 } url)
            {
                return url;
            }

            if (Environment.GetEnvironmentVariable("SCHEMA_REGISTRY_HOME") is not { Length: > 0 } home)
            {
                Assert.Ignore("No schema registry: set SCHEMA_REGISTRY_URL to one, or SCHEMA_REGISTRY_HOME to a folder with bin/schema-registry-start.sh to start one.");
                return "";
            }

            return Start(home).Url;
        }
    }

    /// <summary>A session on the registry. Each has a client with a cache of its own.</summary>
    public static SchemaRegistrySession Connect(RegistryOptions? options = null) =>
        SchemaRegistrySession.Connect(new SchemaRegistryConfig { Url = Url }, options);

    /// <summary>A topic, and so subjects, that no other test uses.</summary>
    public static string NewTopic() => $"t{Guid.NewGuid():N}";

    public static void Stop()
    {
        lock (s_lock)
        {
            s_local?.Dispose();
        }
    }

    private static LocalRegistry Start(string home)
    {
        lock (s_lock)
        {
            if (s_failure is not null)
            {
                throw new InvalidOperationException($"The schema registry did not start: {s_failure.Message}", s_failure);
            }

            try
            {
                return s_local ??= LocalRegistry.Start(home);
            }
            catch (Exception error)
            {
                s_failure = error;
                throw;
            }
        }
    }
}
