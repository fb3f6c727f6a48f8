// Tests that may run beside others mostly wait for timeouts of clients, so more of them than cores can.
[assembly: LevelOfParallelism(6)]
