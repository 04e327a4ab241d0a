// Shows what the node pushes, also while no page is open: see docs/alerts.md, Push.
addEventListener('push', (event) => {
  let message = {};
  try {
    message = event.data?.json() ?? {};
  } catch {
    // Something else than this node's messages: said in general words.
  }
  const title = String(message.title ?? 'Polder');
  const options = { body: String(message.body ?? 'Look at your devices.'), icon: '/icon.svg', tag: message.id };
  event.waitUntil(registration.showNotification(title, options));
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow('/owners'));
});
