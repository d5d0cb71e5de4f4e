// QueueMetrics: the workqueue_* family of one work queue. Lives on the queue's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "client/metrics.h"

namespace seamark::client {

class QueueMetrics {
 public:
  QueueMetrics(Metrics& metrics, const std::string& queue, const Clock& clock);

  void added(const std::string& key, size_t depth);
  void begun(const std::string& key, size_t depth);
  void finished(const std::string& key);
  void retried();
  // How long what runs has been running; false when nothing does. To be asked now and then meanwhile.
  bool look();

 private:
  const Clock& clock_;
  std::map<std::string, SteadyTime> waiting_, running_;
  prometheus::Gauge& depth_;
  prometheus::Counter& adds_;
  prometheus::Counter& retries_;
  prometheus::Histogram& waited_;
  prometheus::Histogram& worked_;
  prometheus::Gauge& unfinished_;
  prometheus::Gauge& longest_;
};

}  // namespace seamark::client
